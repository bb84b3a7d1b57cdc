package io.splatlas.ops.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.blob.BlobStore;
import io.splatlas.actors.blob.CorruptBlobException;
import io.splatlas.actors.blob.SealedBlobs;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that speaks S3 over HTTP and checks signatures. */
class S3BlobStoreTest {
  private static final String BUCKET = "splatlas-test";
  private static final int KIND = SealedBlobs.kind("TEST");

  @TempDir Path folder = Path.of("");

  private BlobStoreContext context;
  private S3Proxy server;
  private S3BlobStore store;

  @BeforeEach
  void start() throws Exception {
    Properties where = new Properties();
    where.setProperty(
        "jclouds.filesystem.basedir", Files.createDirectories(folder.resolve("s3")).toString());
    context =
        ContextBuilder.newBuilder("filesystem")
            .credentials("local", "local")
            .overrides(where)
            .build(BlobStoreContext.class);
    context.getBlobStore().createContainerInLocation(null, BUCKET);
    server =
        S3Proxy.builder()
            .blobStore(context.getBlobStore())
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, "test-key", "test-secret")
            .build();
    server.start();
    System.setProperty("aws.accessKeyId", "test-key");
    System.setProperty("aws.secretAccessKey", "test-secret");
    store = open("scenes/of-a-server");
  }

  private S3BlobStore open(String prefix) {
    return new S3BlobStore(
        S3Address.parse(
            "s3://" + BUCKET + "/" + prefix,
            Optional.of(URI.create("http://127.0.0.1:" + server.getPort())),
            "us-east-1"),
        folder.resolve("upload"));
  }

  @AfterEach
  void stop() throws Exception {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
    store.close();
    server.stop();
    context.close();
  }

  private static void put(BlobStore store, String name, String text) throws IOException {
    store.put(name, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String get(BlobStore store, String name) throws IOException {
    try (InputStream in = store.open(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void shouldGiveBackWhatWasPut() throws Exception {
    put(store, "checkpoints/desk/000000001.ckpt", "first");
    put(store, "checkpoints/desk/000000001.ckpt", "instead of it");
    assertEquals("instead of it", get(store, "checkpoints/desk/000000001.ckpt"));
    assertEquals(13, store.size("checkpoints/desk/000000001.ckpt"));
  }

  @Test
  void shouldListByPrefixInOrderAndDelete() throws Exception {
    put(store, "checkpoints/desk/000000002.ckpt", "b");
    put(store, "checkpoints/desk/000000001.ckpt", "a");
    put(store, "checkpoints/desk-2/000000001.ckpt", "other");
    assertEquals(
        List.of("checkpoints/desk/000000001.ckpt", "checkpoints/desk/000000002.ckpt"),
        store.list("checkpoints/desk"));
    store.delete("checkpoints/desk/000000001.ckpt");
    store.delete("checkpoints/desk/000000001.ckpt");
    assertEquals(List.of("checkpoints/desk/000000002.ckpt"), store.list("checkpoints/desk"));
    store.deleteAll("checkpoints/desk");
    assertEquals(List.of(), store.list("checkpoints/desk"));
    assertEquals(1, store.list("checkpoints/desk-2").size());
  }

  @Test
  void shouldSayThatABlobIsMissing() {
    assertThrows(FileNotFoundException.class, () -> store.open("checkpoints/none/1.ckpt").close());
  }

  @Test
  void shouldLeaveNothingBehindWhenContentCannotBeMade() throws Exception {
    assertThrows(
        IOException.class,
        () ->
            store.put(
                "checkpoints/desk/000000001.ckpt",
                out -> {
                  out.write(1);
                  throw new IOException("the device was lost");
                }));
    assertEquals(List.of(), store.list("checkpoints/desk"));
    try (Stream<Path> left = Files.list(folder.resolve("upload"))) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void shouldKeepServersApartByTheirPrefix() throws Exception {
    try (S3BlobStore other = open("another")) {
      put(store, "checkpoints/desk/000000001.ckpt", "mine");
      assertEquals(List.of(), other.list("checkpoints/desk"));
    }
  }

  @Test
  void shouldHoldSealedBlobsOfManyMebibytesAndTellCorruptOnes() throws Exception {
    byte[] large = new byte[9 << 20];
    new SplittableRandom(5).nextBytes(large);
    store.put("checkpoints/desk/1.ckpt", SealedBlobs.content(KIND, 1, out -> out.write(large)));
    byte[] read =
        SealedBlobs.read(
            store, "checkpoints/desk/1.ckpt", KIND, (version, in) -> in.readNBytes(large.length));
    assertArrayEquals(large, read);
    byte[] blob;
    try (InputStream in = store.open("checkpoints/desk/1.ckpt")) {
      blob = in.readAllBytes();
    }
    blob[blob.length / 2] ^= 1;
    store.put("checkpoints/desk/1.ckpt", out -> out.write(blob));
    assertThrows(
        CorruptBlobException.class,
        () -> SealedBlobs.read(store, "checkpoints/desk/1.ckpt", KIND, (version, in) -> in.read()));
  }

  @Test
  void shouldFailWithItsAddressWhenTheStoreIsAway() throws Exception {
    server.stop();
    IOException failure =
        assertThrows(IOException.class, () -> put(store, "checkpoints/desk/1.ckpt", "lost"));
    assertTrue(
        String.valueOf(failure.getMessage()).startsWith("s3://" + BUCKET), failure::getMessage);
    server.start();
  }

  @Test
  void shouldRefuseWhatIsNoPlaceForBlobs() {
    for (String wrong : List.of("http://bucket", "s3://", "s3://A", "bucket")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> S3Address.parse(wrong, Optional.empty(), "us-east-1"),
          wrong);
    }
    assertFalse(S3Address.parse("s3://bucket/a/", Optional.empty(), "x").prefix().endsWith("/"));
  }
}
