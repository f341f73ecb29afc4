package dev.bantam.kernel.machine;

import java.util.ArrayList;
import java.util.List;

/** All kernels that this machine can run, not only the best. */
public final class Forms {
  private Forms() {}

  /** Empty where there is no machine code at all. */
  public static List<LaneKernels> all() {
    List<LaneKernels> all = new ArrayList<>();
    try {
      LaneKernels best = LaneKernels.ofThisMachine();
      all.add(best);
      if (best.lanes() == Assembler.Form.EVEX_512.lanes()) {
        // The same sequence of instructions as AVX-VNNI's, but for the encoding.
        all.add(LaneKernels.of(Assembler.Form.EVEX_256));
      }
    } catch (UnsupportedOperationException e) {
      System.getLogger(Forms.class.getName()).log(System.Logger.Level.INFO, e.getMessage());
    }
    return all;
  }
}
