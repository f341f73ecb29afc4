@NullMarked
package dev.bantam.model;

import org.jspecify.annotations.NullMarked;
