package dev.bantam.tasks.answer;

import dev.bantam.tasks.document.Passage;

/**
 * A passage that may answer a question.
 *
 * @param score how well it fits, from 0 to 1; what a score means is the retriever's to say, and the
 *     same for all questions
 */
public record Hit(Passage passage, double score) {}
