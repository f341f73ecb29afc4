package dev.bantam.layer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A memory on the heap, in float32, for a batch or a few: encoders, training, tests. */
public final class BatchMemory implements Memory {
  private record Key(int layer, int sequence, String name) {}

  private static final class Stored {
    private float[] keys = new float[0];
    private float[] values = new float[0];
    private int length;
  }

  private final List<LayerMemory> layers;
  private final Map<Key, Stored> stored = new HashMap<>();
  private final Map<Key, float[]> states = new HashMap<>();

  /**
   * @param layers [layers] what each layer stores for a token
   */
  public BatchMemory(List<LayerMemory> layers) {
    this.layers = layers;
  }

  @Override
  public synchronized void put(
      int layer,
      int sequence,
      int position,
      float[] keys,
      int keysAt,
      float[] values,
      int valuesAt) {
    LayerMemory shape = layers.get(layer);
    Stored s = stored.computeIfAbsent(new Key(layer, sequence, ""), k -> new Stored());
    int k = shape.kvHeads() * shape.keyDim();
    int v = shape.kvHeads() * shape.valueDim();
    s.keys = grown(s.keys, (position + 1) * k);
    s.values = grown(s.values, (position + 1) * v);
    System.arraycopy(keys, keysAt, s.keys, position * k, k);
    System.arraycopy(values, valuesAt, s.values, position * v, v);
    s.length = position + 1;
  }

  private static float[] grown(float[] array, int size) {
    return array.length >= size ? array : Arrays.copyOf(array, Math.max(size, 2 * array.length));
  }

  private synchronized Stored stored(int layer, int sequence) {
    return stored.getOrDefault(new Key(layer, sequence, ""), new Stored());
  }

  @Override
  public int length(int layer, int sequence) {
    return stored(layer, sequence).length;
  }

  @Override
  public void keys(int layer, int sequence, int head, int from, int to, float[] out, int at) {
    LayerMemory shape = layers.get(layer);
    copy(stored(layer, sequence).keys, shape.kvHeads(), shape.keyDim(), head, from, to, out, at);
  }

  @Override
  public void values(int layer, int sequence, int head, int from, int to, float[] out, int at) {
    LayerMemory shape = layers.get(layer);
    copy(
        stored(layer, sequence).values, shape.kvHeads(), shape.valueDim(), head, from, to, out, at);
  }

  private static void copy(
      float[] stored, int heads, int d, int head, int from, int to, float[] out, int at) {
    for (int p = from; p < to; p++) {
      System.arraycopy(stored, (p * heads + head) * d, out, at + (p - from) * d, d);
    }
  }

  @Override
  public synchronized float[] state(int layer, int sequence, String name, int size) {
    return states.computeIfAbsent(new Key(layer, sequence, name), k -> new float[size]);
  }
}
