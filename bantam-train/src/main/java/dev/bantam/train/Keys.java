package dev.bantam.train;

import dev.bantam.train.data.Mapping;
import dev.bantam.train.optimise.Schedule;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Every key of a training configuration, called as axolotl or LLaMA-Factory call it. */
public final class Keys {
  /** What is learnt from which kind of data. */
  public enum MethodName {
    PRETRAIN,
    CONTINUE,
    SFT,
    DPO,
    ORPO,
    KTO,
    DISTILL
  }

  /** What is trained: low-rank adapters, a soft prompt, or the weights themselves. */
  public enum AdapterName {
    LORA,
    DORA,
    PROMPT,
    NONE
  }

  /** How gradients change parameters. */
  public enum OptimiserName {
    ADAMW,
    MUON
  }

  private static final long MANY = 1_000_000_000;

  public static final Key<String> BASE_MODEL =
      Key.text(
          "base_model", "MODEL", null, "What to start from: a name, a .gguf file or a folder.");
  public static final Key<MethodName> METHOD =
      Key.choice("method", MethodName.class, MethodName.SFT, "What is learnt.");
  public static final Key<List<String>> DATASETS =
      Key.texts("datasets", "FILE", "Files or folders to learn from.");
  public static final Key<List<String>> VAL_FILE =
      Key.texts("val_file", "FILE", "Files to measure on.");
  public static final Key<Double> VAL_SET_SIZE =
      Key.number(
          "val_set_size",
          0,
          MANY,
          0.0,
          "Without val_file: the part of the data (below 1) or number of examples to measure on.");
  public static final Key<String> OUTPUT_DIR =
      Key.text("output_dir", "FOLDER", null, "Where the result, its report and checkpoints go.");
  public static final Key<Long> SEQUENCE_LEN =
      Key.whole(
          "sequence_len",
          2,
          1 << 20,
          1024L,
          "Most tokens of an example; longer ones are left out, and plain text is cut.");
  public static final Key<Boolean> SAMPLE_PACKING =
      Key.flag(
          "sample_packing", "Fill passes to micro_batch_size x sequence_len tokens with examples.");
  public static final Key<Long> MICRO_BATCH_SIZE =
      Key.whole("micro_batch_size", 1, 65_536, 4L, "Examples of a forward and backward pass.");
  public static final Key<Long> GRADIENT_ACCUMULATION_STEPS =
      Key.whole("gradient_accumulation_steps", 1, 65_536, 2L, "Passes of an optimiser step.");
  public static final Key<Long> NUM_EPOCHS =
      Key.whole("num_epochs", 1, 100_000, 1L, "How often each example is seen.");
  public static final Key<Long> MAX_STEPS =
      Key.whole("max_steps", 0, MANY, 0L, "Optimiser steps, whatever num_epochs says; 0: that.");

  public static final Key<AdapterName> ADAPTER =
      Key.choice(
          "adapter",
          AdapterName.class,
          AdapterName.LORA,
          "What is trained; prompt: a soft prompt; none: all weights.");
  public static final Key<Long> NUM_VIRTUAL_TOKENS =
      Key.whole("num_virtual_tokens", 1, 4096, 20L, "Length of a soft prompt.");
  public static final Key<Long> LORA_R = Key.whole("lora_r", 1, 8192, 16L, "Rank of the adapter.");
  public static final Key<Double> LORA_ALPHA =
      Key.number("lora_alpha", 1e-3, 1e6, 32.0, "The adapter's effect is multiplied by alpha / r.");
  public static final Key<Double> LORA_DROPOUT =
      Key.number("lora_dropout", 0, 0.99, 0.0, "Part of an adapter's inputs that is left out.");
  public static final Key<List<String>> LORA_TARGET_MODULES =
      Key.texts(
          "lora_target_modules",
          "NAME",
          "Weights that get an adapter (q_proj, ...); default: all.");
  public static final Key<Boolean> USE_RSLORA =
      Key.flag("use_rslora", "Multiply by alpha / sqrt(r) instead.");
  public static final Key<List<String>> UNFROZEN_PARAMETERS =
      Key.texts(
          "unfrozen_parameters", "NAME", "With adapter none: the weights to train; default: all.");
  public static final Key<Boolean> GRADIENT_CHECKPOINTING =
      Key.flag("gradient_checkpointing", "Compute activations twice instead of keeping them.");

  public static final Key<Boolean> BF16 =
      Key.flag("bf16", "Round factors of products to BF16 where the CPU multiplies these faster.");

  public static final Key<OptimiserName> OPTIMIZER =
      Key.choice("optimizer", OptimiserName.class, OptimiserName.ADAMW, "How weights move.");
  public static final Key<Double> LEARNING_RATE =
      Key.number("learning_rate", 1e-12, 10, null, "Highest learning rate; default: by method.");
  public static final Key<Schedule.Kind> LR_SCHEDULER =
      Key.choice("lr_scheduler", Schedule.Kind.class, Schedule.Kind.COSINE, "How it falls.");
  public static final Key<Long> WARMUP_STEPS =
      Key.whole("warmup_steps", 0, MANY, null, "Steps in which it rises.");
  public static final Key<Double> WARMUP_RATIO =
      Key.number("warmup_ratio", 0, 0.99, 0.03, "Without warmup_steps: part of all steps.");
  public static final Key<Double> WEIGHT_DECAY =
      Key.number("weight_decay", 0, 10, 0.0, "Part of each matrix that goes; times learning rate.");
  public static final Key<Double> MAX_GRAD_NORM =
      Key.number("max_grad_norm", 0, 1e9, 1.0, "Longest gradient; 0: any.");
  public static final Key<Double> ADAM_BETA1 =
      Key.number("adam_beta1", 0, 0.999999, 0.9, "How long a mean gradient lasts.");
  public static final Key<Double> ADAM_BETA2 =
      Key.number("adam_beta2", 0, 0.999999, 0.999, "How long a mean square lasts.");
  public static final Key<Double> ADAM_EPSILON =
      Key.number("adam_epsilon", 1e-30, 1, 1e-8, "Added to the root of the mean square.");
  public static final Key<Long> SEED =
      Key.whole("seed", 0, 1L << 53, 42L, "Of the data's order and everything random.");

  public static final Key<Long> EVAL_STEPS =
      Key.whole("eval_steps", 0, MANY, 0L, "Steps between measurements; 0: after each epoch.");
  public static final Key<Long> EARLY_STOPPING_PATIENCE =
      Key.whole(
          "early_stopping_patience",
          0,
          MANY,
          0L,
          "Measurements without a lower loss that end it; 0: none do.");
  public static final Key<Long> SAVE_STEPS =
      Key.whole(
          "save_steps", 0, MANY, 0L, "Steps between checkpoints; 0: ten minutes, and each epoch.");

  public static final Key<Double> DPO_BETA =
      Key.number("dpo_beta", 1e-6, 100, 0.1, "dpo, orpo, kto: how much a preference weighs.");
  public static final Key<String> TEACHER_MODEL =
      Key.text("teacher_model", "MODEL", null, "distill: whose predictions are learnt.");
  public static final Key<Double> DISTILL_TEMPERATURE =
      Key.number("distill_temperature", 0.01, 100, 1.0, "distill: how soft they are made.");
  public static final Key<Double> DISTILL_SHARE =
      Key.number(
          "distill_share", 0, 1, 0.5, "distill: weight of the teacher; the rest is the text's.");

  public static final Key<Long> VOCAB_SIZE =
      Key.whole("vocab_size", 259, 1 << 20, 8192L, "pretrain without base_model: tokens to learn.");
  public static final Key<Long> NUM_HIDDEN_LAYERS =
      Key.whole("num_hidden_layers", 1, 1024, 8L, "pretrain without base_model: blocks.");
  public static final Key<Long> HIDDEN_SIZE =
      Key.whole("hidden_size", 2, 1 << 16, 256L, "pretrain without base_model: width.");
  public static final Key<Long> NUM_ATTENTION_HEADS =
      Key.whole("num_attention_heads", 1, 1024, 8L, "pretrain without base_model: query heads.");
  public static final Key<Long> NUM_KEY_VALUE_HEADS =
      Key.whole(
          "num_key_value_heads",
          1,
          1024,
          null,
          "pretrain without base_model: default: as queries.");
  public static final Key<Long> INTERMEDIATE_SIZE =
      Key.whole(
          "intermediate_size",
          1,
          1 << 18,
          null,
          "pretrain without base_model: width of feed-forward layers; default: 8/3 of"
              + " hidden_size.");
  public static final Key<Long> MAX_POSITION_EMBEDDINGS =
      Key.whole(
          "max_position_embeddings", 2, 1 << 20, 512L, "pretrain without base_model: context.");
  public static final Key<Double> ROPE_THETA =
      Key.number("rope_theta", 1.001, 1e12, 10_000.0, "pretrain without base_model: rotary base.");
  public static final Key<Boolean> TIE_WORD_EMBEDDINGS =
      Key.flag(
          "tie_word_embeddings", "pretrain without base_model: the embedding is the head, too.");

  /** Text with columns of the data in braces, which makes the column that a format has. */
  public static final List<Key<String>> COLUMNS =
      Mapping.KEYS.stream()
          .map(k -> Key.text(k, "TEXT", null, "Columns to use, as in \"{a}: {b}\"."))
          .toList();

  private static final List<Key<?>> OWN =
      List.of(
          BASE_MODEL,
          METHOD,
          DATASETS,
          VAL_FILE,
          VAL_SET_SIZE,
          OUTPUT_DIR,
          SEQUENCE_LEN,
          SAMPLE_PACKING,
          MICRO_BATCH_SIZE,
          GRADIENT_ACCUMULATION_STEPS,
          NUM_EPOCHS,
          MAX_STEPS,
          ADAPTER,
          NUM_VIRTUAL_TOKENS,
          LORA_R,
          LORA_ALPHA,
          LORA_DROPOUT,
          LORA_TARGET_MODULES,
          USE_RSLORA,
          UNFROZEN_PARAMETERS,
          GRADIENT_CHECKPOINTING,
          BF16,
          OPTIMIZER,
          LEARNING_RATE,
          LR_SCHEDULER,
          WARMUP_STEPS,
          WARMUP_RATIO,
          WEIGHT_DECAY,
          MAX_GRAD_NORM,
          ADAM_BETA1,
          ADAM_BETA2,
          ADAM_EPSILON,
          SEED,
          EVAL_STEPS,
          EARLY_STOPPING_PATIENCE,
          SAVE_STEPS,
          DPO_BETA,
          TEACHER_MODEL,
          DISTILL_TEMPERATURE,
          DISTILL_SHARE,
          VOCAB_SIZE,
          NUM_HIDDEN_LAYERS,
          HIDDEN_SIZE,
          NUM_ATTENTION_HEADS,
          NUM_KEY_VALUE_HEADS,
          INTERMEDIATE_SIZE,
          MAX_POSITION_EMBEDDINGS,
          ROPE_THETA,
          TIE_WORD_EMBEDDINGS);

  /** In the order of the documentation. */
  public static final List<Key<?>> ALL =
      Stream.<Key<?>>concat(OWN.stream(), COLUMNS.stream()).toList();

  /** Sizes of a model that is made from nothing. */
  static final List<Key<?>> NEW_MODEL =
      List.of(
          VOCAB_SIZE,
          NUM_HIDDEN_LAYERS,
          HIDDEN_SIZE,
          NUM_ATTENTION_HEADS,
          NUM_KEY_VALUE_HEADS,
          INTERMEDIATE_SIZE,
          MAX_POSITION_EMBEDDINGS,
          ROPE_THETA,
          TIE_WORD_EMBEDDINGS);

  /** What others call a key. */
  static final Map<String, String> OTHER_NAMES =
      Map.ofEntries(
          Map.entry("train_file", "datasets"),
          Map.entry("dataset", "datasets"),
          Map.entry("val_size", "val_set_size"),
          Map.entry("model_name_or_path", "base_model"),
          Map.entry("stage", "method"),
          Map.entry("finetuning_type", "adapter"),
          Map.entry("lora_rank", "lora_r"),
          Map.entry("lora_target", "lora_target_modules"),
          Map.entry("cutoff_len", "sequence_len"),
          Map.entry("max_seq_length", "sequence_len"),
          Map.entry("packing", "sample_packing"),
          Map.entry("per_device_train_batch_size", "micro_batch_size"),
          Map.entry("num_train_epochs", "num_epochs"),
          Map.entry("lr", "learning_rate"),
          Map.entry("lr_scheduler_type", "lr_scheduler"),
          Map.entry("optim", "optimizer"),
          Map.entry("pref_beta", "dpo_beta"),
          Map.entry("beta", "dpo_beta"));

  private Keys() {}
}
