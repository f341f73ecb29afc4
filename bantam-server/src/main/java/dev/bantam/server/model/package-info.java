/** Models that are loaded when they are asked for. */
@NullMarked
package dev.bantam.server.model;

import org.jspecify.annotations.NullMarked;
