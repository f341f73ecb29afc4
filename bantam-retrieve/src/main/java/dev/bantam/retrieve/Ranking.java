package dev.bantam.retrieve;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.VectorUtil;
import org.jspecify.annotations.Nullable;

/**
 * Ranks passages for a question by its words and its vector: those that either finds are scored by
 * both.
 *
 * <p>Of words it is BM25 over the most that the question could have got, the sum of its words'
 * inverse document frequencies, which makes it the share of the question that a passage says: from
 * 0 to 1 and comparable between questions.
 */
final class Ranking {
  /** How many passages each way of finding proposes, at least. */
  private static final int CANDIDATES = 100;

  /** What the cosine counts for beside words: measured in decision 016. */
  private static final double COSINE_WEIGHT = 0.5;

  /**
   * A passage.
   *
   * @param id of its entry
   * @param words from 0 to 1
   * @param cosine from -1 to 1; 0 without vectors
   */
  record Candidate(int id, double words, double cosine) {
    double score(Mode mode) {
      double positive = Math.max(0, cosine);
      return switch (mode) {
        case BM25 -> words;
        case VECTORS -> positive;
        case HYBRID -> COSINE_WEIGHT * positive + (1 - COSINE_WEIGHT) * words;
      };
    }
  }

  private final IndexSearcher searcher;
  private final Query query;
  private final double bound;
  private final float @Nullable [] vector;

  /**
   * @param terms the question's words, each once
   * @param vector of the question; null to go by words alone
   */
  Ranking(IndexSearcher searcher, Set<String> terms, float @Nullable [] vector) throws IOException {
    this.searcher = searcher;
    this.query = query(terms);
    this.bound = bound(searcher, terms);
    this.vector = vector;
  }

  /** A query that any of the words answers. */
  static Query query(Set<String> terms) {
    BooleanQuery.Builder builder = new BooleanQuery.Builder();
    for (String term : terms) {
      builder.add(new TermQuery(new Term(Fields.BODY, term)), BooleanClause.Occur.SHOULD);
    }
    return builder.build();
  }

  private static double bound(IndexSearcher searcher, Set<String> terms) throws IOException {
    CollectionStatistics statistics = searcher.collectionStatistics(Fields.BODY);
    long passages = statistics == null ? 0 : statistics.docCount();
    double sum = 0;
    for (String term : terms) {
      double with = searcher.getIndexReader().docFreq(new Term(Fields.BODY, term));
      sum += Math.log(1 + (passages - with + 0.5) / (with + 0.5));
    }
    return sum;
  }

  /** The best passages, best first; those that say nothing of the question are none. */
  List<Candidate> best(Mode mode, int most) throws IOException {
    List<Candidate> candidates = candidates(mode, Math.max(CANDIDATES, most));
    candidates.removeIf(candidate -> candidate.score(mode) <= 0);
    candidates.sort(
        Comparator.comparingDouble((Candidate candidate) -> candidate.score(mode))
            .reversed()
            .thenComparingInt(Candidate::id));
    return candidates.subList(0, Math.min(most, candidates.size()));
  }

  private List<Candidate> candidates(Mode mode, int most) throws IOException {
    Set<Integer> ids = new TreeSet<>();
    if (mode != Mode.VECTORS) {
      add(ids, searcher.search(query, most).scoreDocs);
    }
    if (mode != Mode.BM25 && vector != null) {
      add(
          ids,
          searcher.search(new KnnFloatVectorQuery(Fields.VECTOR, vector, most), most).scoreDocs);
    }
    return scored(ids.stream().mapToInt(Integer::intValue).toArray());
  }

  private static void add(Set<Integer> ids, ScoreDoc[] found) {
    Arrays.stream(found).forEach(hit -> ids.add(hit.doc));
  }

  /**
   * Scores entries.
   *
   * @param ids ascending
   */
  private List<Candidate> scored(int[] ids) throws IOException {
    Weight weight = searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE, 1);
    List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
    List<Candidate> scored = new ArrayList<>();
    for (int from = 0, to; from < ids.length; from = to) {
      LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(ids[from], leaves));
      int end = leaf.docBase + leaf.reader().maxDoc();
      to = from;
      while (to < ids.length && ids[to] < end) {
        to++;
      }
      addScored(scored, leaf, Arrays.copyOfRange(ids, from, to), weight.scorer(leaf));
    }
    return scored;
  }

  private void addScored(
      List<Candidate> scored, LeafReaderContext leaf, int[] ids, @Nullable Scorer scorer)
      throws IOException {
    DocIdSetIterator words = scorer == null ? DocIdSetIterator.empty() : scorer.iterator();
    FloatVectorValues vectors =
        vector == null ? null : leaf.reader().getFloatVectorValues(Fields.VECTOR);
    KnnVectorValues.DocIndexIterator near = vectors == null ? null : vectors.iterator();
    for (int id : ids) {
      int local = id - leaf.docBase;
      double share = scorer != null && isAt(words, local) ? scorer.score() / bound : 0;
      double cosine =
          near != null && isAt(near, local) ? cosine(vectors.vectorValue(near.index())) : 0;
      scored.add(new Candidate(id, share, cosine));
    }
  }

  private static boolean isAt(DocIdSetIterator entries, int id) throws IOException {
    return (entries.docID() < id ? entries.advance(id) : entries.docID()) == id;
  }

  private double cosine(float[] other) {
    return VectorUtil.dotProduct(vector, other);
  }
}
