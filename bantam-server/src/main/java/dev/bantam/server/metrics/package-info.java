/** What the server counts and measures, as Prometheus reads it. */
@NullMarked
package dev.bantam.server.metrics;

import org.jspecify.annotations.NullMarked;
