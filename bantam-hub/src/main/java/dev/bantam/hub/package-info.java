/**
 * The models' home: names as users write them, where each may come from, the download, and the
 * content-addressed store it ends in. {@link dev.bantam.hub.Hub} is the way in.
 */
@NullMarked
package dev.bantam.hub;

import org.jspecify.annotations.NullMarked;
