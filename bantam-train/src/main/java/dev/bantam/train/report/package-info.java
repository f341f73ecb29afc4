/** What a person reads when training is done. */
@NullMarked
package dev.bantam.train.report;

import org.jspecify.annotations.NullMarked;
