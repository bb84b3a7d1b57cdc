package io.splatlas.gateway.auth;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import java.security.Key;
import java.security.interfaces.RSAKey;
import java.util.List;
import java.util.Set;

/** Keys for RS256, of at least 2048 bits, and for ES256; no other algorithm is looked at. */
final class StrongKeys extends JWSVerificationKeySelector<SecurityContext> {
  static final int LEAST_RSA_BITS = 2048;

  StrongKeys(JWKSource<SecurityContext> keys) {
    super(Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256), keys);
  }

  @Override
  public List<Key> selectJWSKeys(JWSHeader header, SecurityContext context)
      throws KeySourceException {
    return super.selectJWSKeys(header, context).stream().filter(StrongKeys::isStrong).toList();
  }

  private static boolean isStrong(Key key) {
    return !(key instanceof RSAKey rsa) || rsa.getModulus().bitLength() >= LEAST_RSA_BITS;
  }
}
