package io.splatlas.gateway.tls;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Files of a TLS server, PEM.
 *
 * @param certificates the server's certificate, then those between it and the root
 * @param key its private key, PKCS#8 without a passphrase
 * @param clientAuthorities roots of client certificates; every client must show one. Null: clients
 *     show none.
 */
public record TlsFiles(Path certificates, Path key, @Nullable Path clientAuthorities) {}
