package io.splatlas.actors.query;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What was embedded lately, so that who asks the same again and again (a standing query) costs the
 * model once. Thread-safe; what two ask for at the same time may be embedded twice.
 *
 * @param <K> what was embedded, compared by its contents
 * @param <V> its embedding, never written to
 */
final class EmbeddingCache<K, V> {
  private final Map<K, V> kept;

  /**
   * An empty one.
   *
   * @param most embeddings that are kept; the one not asked for longest is forgotten
   */
  EmbeddingCache(int most) {
    this.kept =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
          }
        };
  }

  /** The embedding of something, made now if it is not known. What fails is not kept. */
  V get(K key, Supplier<V> embedding) {
    synchronized (kept) {
      V known = kept.get(key);
      if (known != null) {
        return known;
      }
    }
    V made = embedding.get();
    synchronized (kept) {
      kept.put(key, made);
    }
    return made;
  }
}
