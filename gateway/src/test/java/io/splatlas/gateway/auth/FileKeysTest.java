package io.splatlas.gateway.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import io.splatlas.gateway.fake.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileKeysTest {
  private static final JWKSelector ALL = new JWKSelector(new JWKMatcher.Builder().build());

  @TempDir Path folder;

  @Test
  void shouldReadAJwkSetAndASingleJwk() throws Exception {
    Tokens issuer = Tokens.elliptic();
    Path set = write("set.json", new JWKSet(issuer.publicKey()).toString());
    Path single = write("single.json", issuer.publicKey().toJSONString());
    assertEquals(List.of(issuer.publicKey()), new FileKeys(set).get(ALL, null));
    assertEquals(List.of(issuer.publicKey()), new FileKeys(single).get(ALL, null));
  }

  @Test
  void shouldReadPublicKeysInPem() throws Exception {
    JWK elliptic = Tokens.elliptic().publicKey();
    JWK rsa = Tokens.rsa(2048).publicKey();
    List<JWK> read = new FileKeys(write("keys.pem", pem(elliptic) + pem(rsa))).get(ALL, null);
    assertEquals(2, read.size());
    assertEquals(elliptic.computeThumbprint(), read.get(0).computeThumbprint());
    assertEquals(rsa.computeThumbprint(), read.get(1).computeThumbprint());
  }

  @Test
  void shouldFollowItsFileAndKeepWhatItHadWhileThatIsBroken() throws Exception {
    Tokens before = Tokens.elliptic();
    Tokens after = Tokens.rsa(2048);
    Path file = write("keys.json", new JWKSet(before.publicKey()).toString());
    FileKeys keys = new FileKeys(file);
    Files.writeString(file, "half a fi");
    assertEquals(List.of(before.publicKey()), keys.get(ALL, null));
    Files.writeString(file, new JWKSet(after.publicKey()).toString());
    assertEquals(List.of(after.publicKey()), keys.get(ALL, null));
    Files.delete(file);
    assertEquals(List.of(after.publicKey()), keys.get(ALL, null));
  }

  @Test
  void shouldDropPrivateParts() throws Exception {
    JWK secret =
        new com.nimbusds.jose.jwk.gen.ECKeyGenerator(com.nimbusds.jose.jwk.Curve.P_256).generate();
    FileKeys keys = new FileKeys(write("secret.json", secret.toJSONString()));
    assertFalse(keys.get(ALL, null).getFirst().isPrivate());
  }

  @Test
  void shouldRefuseToStartWithoutAKey() throws Exception {
    Path empty = write("empty.json", "{\"keys\":[]}");
    assertThrows(IOException.class, () -> new FileKeys(empty));
    assertThrows(IOException.class, () -> new FileKeys(folder.resolve("none")));
  }

  @Test
  void shouldTakeKeysFromAfarByHttpsOnly() {
    assertThrows(
        IllegalArgumentException.class, () -> TokenKeys.from("http://192.0.2.1/jwks.json"));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static String pem(JWK key) throws JOSEException {
    byte[] der = ((AsymmetricJWK) key).toPublicKey().getEncoded();
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der)
        + "\n-----END PUBLIC KEY-----\n";
  }
}
