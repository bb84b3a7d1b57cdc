package io.splatlas.gateway.convert;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Opaque tokens to go on with a list: the last id that was answered. */
public final class PageToken {
  private static final String PREFIX = "1:";
  private static final int LONGEST = 128;

  private PageToken() {}

  /** The token of the page behind an id. */
  public static String after(String id) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((PREFIX + id).getBytes(StandardCharsets.UTF_8));
  }

  /** The id in a token, or empty when this server did not make the token. */
  public static Optional<String> read(String token) {
    if (token.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Base64.getUrlDecoder().decode(token)))
              .toString();
      return text.startsWith(PREFIX)
          ? Optional.of(text.substring(PREFIX.length()))
          : Optional.empty();
    } catch (IllegalArgumentException | CharacterCodingException notOurs) {
      return Optional.empty();
    }
  }
}
