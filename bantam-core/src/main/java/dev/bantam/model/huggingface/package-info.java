/** Hugging Face folders (config.json and safetensors) presented under GGUF's names. */
@NullMarked
package dev.bantam.model.huggingface;

import org.jspecify.annotations.NullMarked;
