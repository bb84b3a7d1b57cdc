package io.splatlas.ops.security;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority for development and tests: ECDSA on P-256. */
public final class DevelopmentAuthority {
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);
  private static final int SERIAL_BITS = 127;

  private final KeyPair keys;
  private final X509Certificate root;
  private final Duration life;
  private final SecureRandom random = new SecureRandom();

  /** A certificate, its key, and both in PEM. */
  public record Identity(X509Certificate certificate, PrivateKey key) {
    /** The certificate in PEM. */
    public String certificatePem() throws IOException {
      return pem(certificate);
    }

    /** The key in PEM, PKCS#8, without a passphrase. */
    public String keyPem() throws IOException {
      return pem(new JcaPKCS8Generator(key, null));
    }
  }

  /**
   * @param life how long its certificates count
   */
  public DevelopmentAuthority(Duration life) throws GeneralSecurityException, IOException {
    this.life = life;
    this.keys = pair();
    X500Name name = name("Splatlas development authority");
    JcaX509v3CertificateBuilder certificate = builder(name, name, keys);
    certificate
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
        .addExtension(
            Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    this.root = sign(certificate);
  }

  /** The root that others must trust. */
  public X509Certificate root() {
    return root;
  }

  /** The root that others must trust, in PEM. */
  public String rootPem() throws IOException {
    return pem(root);
  }

  /**
   * A server's certificate.
   *
   * @param hosts names and addresses it is asked by, at least one
   */
  public Identity server(List<String> hosts) throws GeneralSecurityException, IOException {
    return issue(hosts.getFirst(), hosts, KeyPurposeId.id_kp_serverAuth);
  }

  /**
   * A client's certificate.
   *
   * @param who its common name
   */
  public Identity client(String who) throws GeneralSecurityException, IOException {
    return issue(who, List.of(), KeyPurposeId.id_kp_clientAuth);
  }

  private Identity issue(String who, List<String> hosts, KeyPurposeId purpose)
      throws GeneralSecurityException, IOException {
    KeyPair pair = pair();
    JcaX509v3CertificateBuilder certificate = builder(name(issuerName()), name(who), pair);
    certificate
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
        .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
    if (!hosts.isEmpty()) {
      certificate.addExtension(Extension.subjectAlternativeName, false, names(hosts));
    }
    return new Identity(sign(certificate), pair.getPrivate());
  }

  private static String issuerName() {
    return "Splatlas development authority";
  }

  private static GeneralNames names(List<String> hosts) {
    return new GeneralNames(
        hosts.stream()
            .map(
                host ->
                    new GeneralName(
                        host.matches("[0-9.]+|.*:.*") ? GeneralName.iPAddress : GeneralName.dNSName,
                        host))
            .toArray(GeneralName[]::new));
  }

  private JcaX509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair pair) {
    Instant from = Instant.now().minus(CLOCKS_DIFFER);
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(SERIAL_BITS, random),
        Date.from(from),
        Date.from(from.plus(life)),
        subject,
        pair.getPublic());
  }

  private X509Certificate sign(JcaX509v3CertificateBuilder certificate)
      throws GeneralSecurityException {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(
              certificate.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    } catch (OperatorCreationException impossible) {
      throw new GeneralSecurityException(impossible);
    }
  }

  private static X500Name name(String common) {
    return new X500NameBuilder().addRDN(BCStyle.CN, common).build();
  }

  private static KeyPair pair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static String pem(Object object) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(
          object instanceof JcaPKCS8Generator generator ? generator.generate() : object);
    }
    return text.toString();
  }
}
