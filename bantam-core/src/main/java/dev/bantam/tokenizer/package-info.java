/**
 * Text to token ids and back. {@link dev.bantam.tokenizer.Tokenizer} is the whole of it for its
 * users.
 *
 * <p>Readers ({@code GgufVocabulary}, {@code TokenizerJson}, {@code SentencePieceFile}, {@code
 * Llama2cVocabulary}) make a {@code TokenizerSpec}: a {@code Vocabulary}, the {@code SpecialTokens}
 * that are found in a text first, and a {@code Segmenter} for what lies between them. Most
 * segmenters are a {@code Pipeline}: {@code Normalizer}s, {@code Splitter}s that cut words ({@code
 * PreTokenizers} says which model uses which of the {@code Splitters}), and a {@code WordModel}:
 * {@code Bpe}, {@code Unigram} or {@code WordPiece}. {@code SentencePiece} works on whole texts.
 */
@NullMarked
package dev.bantam.tokenizer;

import org.jspecify.annotations.NullMarked;
