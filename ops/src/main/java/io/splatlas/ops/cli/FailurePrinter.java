package io.splatlas.ops.cli;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.splatlas.actors.distill.clip.UnusableModelException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Turns an exception that left a command into one line {@code splatlas: what is wrong} with hints
 * below it. Stack traces are for SPLATLAS_LOG=debug.
 */
final class FailurePrinter implements IExecutionExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(FailurePrinter.class);

  @Override
  public int handleExecutionException(Exception failure, CommandLine line, ParseResult parsed) {
    PrintWriter err = line.getErr();
    LOG.debug("the command failed", failure);
    err.println("splatlas: " + oneLine(describe(failure)));
    if (failure instanceof UserError user) {
      user.hints().forEach(hint -> err.println("  " + hint));
    } else if (failure instanceof UnusableModelException model) {
      Refusals.hints(model).forEach(hint -> err.println("  " + hint));
    } else if (isUnexpected(failure)) {
      err.println("  This is a bug. SPLATLAS_LOG=debug prints its stack trace; please report it.");
    }
    err.flush();
    return ExitCodes.FAILED;
  }

  private static String describe(Exception failure) {
    return switch (failure) {
      case UserError user -> String.valueOf(user.getMessage());
      case UnusableModelException model -> String.valueOf(model.getMessage());
      case StatusRuntimeException call -> describe(call.getStatus());
      case NoSuchFileException file -> "no such file or folder: " + file.getFile();
      case AccessDeniedException file -> "may not access " + file.getFile();
      default -> failure.getClass().getSimpleName() + orNothing(failure.getMessage());
    };
  }

  private static String describe(Status status) {
    String code =
        status.getCode() == Status.Code.UNAVAILABLE
            ? "cannot reach the server"
            : "the server answered " + status.getCode();
    return code + orNothing(status.getDescription());
  }

  private static boolean isUnexpected(Exception failure) {
    return failure instanceof RuntimeException && !(failure instanceof StatusRuntimeException);
  }

  private static String orNothing(@Nullable String detail) {
    return detail == null || detail.isBlank() ? "" : ": " + detail;
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
