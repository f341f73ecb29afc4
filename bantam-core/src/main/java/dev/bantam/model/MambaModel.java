package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.CausalConvolution;
import dev.bantam.layer.Layer;
import dev.bantam.layer.Mamba;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.Residual;
import java.util.List;

/**
 * Mamba 1 and 2 and Falcon Mamba (arXiv 2312.00752, 2405.21060, 2410.05355): no attention and no
 * feed-forward layers. See docs/models/mamba.md.
 */
final class MambaModel implements Architecture {
  @Override
  public List<String> names() {
    return List.of("mamba", "mamba2");
  }

  @Override
  public Model wire(Wiring file) throws MalformedFileException {
    return file.transformer(
            block ->
                List.of(
                    new Residual(
                        block.norm(Kind.RMS, "attn_norm"),
                        file.architecture().equals("mamba2") ? block.mamba2() : mamba(block))))
        .decoder();
  }

  private static Layer mamba(BlockWiring block) throws MalformedFileException {
    Wiring file = block.file();
    int channels = file.size("ssm.inner_size", 1 << 20);
    int states = file.size("ssm.state_size", 1 << 16);
    int rank = file.size("ssm.time_step_rank", 1 << 16);
    CausalConvolution convolution =
        block.convolution("ssm_conv1d", channels, file.size("ssm.conv_kernel", 64));
    return new Mamba(
        block.linear("ssm_in", 2 * channels, file.width()),
        convolution,
        block.linear("ssm_x", rank + 2 * states, channels),
        block.linear("ssm_dt", channels, rank),
        file.vector(block.name("ssm_a"), channels * states),
        file.vector(block.name("ssm_d"), channels),
        block.linear("ssm_out", file.width(), channels),
        file.bool("ssm.dt_b_c_rms", false) ? file.eps(Kind.RMS) : 0);
  }
}
