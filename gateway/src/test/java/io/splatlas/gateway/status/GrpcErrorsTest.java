package io.splatlas.gateway.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.rpc.ErrorInfo;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.gateway.fake.TestClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrpcErrorsTest {
  @ParameterizedTest
  @CsvSource({
    "NOT_FOUND, NOT_FOUND, NOT_FOUND, false",
    "ALREADY_EXISTS, ALREADY_EXISTS, ALREADY_EXISTS, false",
    "INVALID, INVALID_ARGUMENT, INVALID_FIELD, false",
    "NOT_READY, FAILED_PRECONDITION, NOT_READY, false",
    "COMPACTED, OUT_OF_RANGE, REVISION_COMPACTED, false",
    "EXHAUSTED, RESOURCE_EXHAUSTED, LIMIT_REACHED, true",
    "QUOTA, RESOURCE_EXHAUSTED, QUOTA_EXCEEDED, true",
    "UNAVAILABLE, UNAVAILABLE, SCENE_UNAVAILABLE, true"
  })
  void shouldMapEveryProblemOfAScene(
      SceneProblem.Reason problem, Status.Code code, ErrorReason reason, boolean retry) {
    StatusRuntimeException status =
        GrpcErrors.of(new CompletionException(new SceneProblem(problem, "what happened")));
    assertEquals(code, status.getStatus().getCode());
    assertEquals("what happened", status.getStatus().getDescription());
    assertEquals(reason.name(), TestClient.reasonOf(status));
    assertEquals(retry ? 1 : 0, TestClient.unpack(status, RetryInfo.class).size());
  }

  @Test
  void shouldNameTheLimitOfAPrincipalForProgramsAndForPeople() {
    StatusRuntimeException status =
        GrpcErrors.quotaExceeded("renders", "ann has 2 renders", Duration.ofMillis(1500));
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, status.getStatus().getCode());
    assertEquals("QUOTA_EXCEEDED", TestClient.reasonOf(status));
    assertEquals(
        "renders",
        TestClient.unpack(status, ErrorInfo.class).getFirst().getMetadataMap().get("limit"));
    QuotaFailure.Violation violation =
        TestClient.unpack(status, QuotaFailure.class).getFirst().getViolations(0);
    assertEquals("renders", violation.getSubject());
    assertEquals("ann has 2 renders", violation.getDescription());
    assertEquals(
        GrpcErrors.retryAfter(Duration.ofMillis(1500)),
        TestClient.unpack(status, RetryInfo.class).getFirst());
  }

  @Test
  void shouldNameTheLimitOfScenesAsAnyOther() {
    StatusRuntimeException status =
        GrpcErrors.of(new SceneProblem(SceneProblem.Reason.QUOTA, "ann has created 3 scenes"));
    QuotaFailure.Violation violation =
        TestClient.unpack(status, QuotaFailure.class).getFirst().getViolations(0);
    assertEquals("scenes", violation.getSubject());
    assertEquals("ann has created 3 scenes", violation.getDescription());
  }

  @Test
  void shouldHideWhatIsUnexpected() {
    StatusRuntimeException status =
        GrpcErrors.of(new IllegalStateException("expected by the test: password 1234"));
    assertEquals(Status.Code.INTERNAL, status.getStatus().getCode());
    assertFalse(String.valueOf(status.getStatus().getDescription()).contains("1234"));
    assertEquals("INTERNAL", TestClient.reasonOf(status));
  }

  @Test
  void shouldPassAStatusAsItIs() {
    StatusRuntimeException status = Status.ABORTED.asRuntimeException();
    assertSame(status, GrpcErrors.of(new CompletionException(status)));
  }

  @Test
  void shouldSayUnavailableWhenASceneDoesNotAnswer() {
    assertEquals(
        Status.Code.UNAVAILABLE, GrpcErrors.of(new TimeoutException()).getStatus().getCode());
    assertEquals(
        Status.Code.UNAVAILABLE,
        GrpcErrors.of(new RejectedExecutionException()).getStatus().getCode());
  }

  @Test
  void shouldSayDeadlineExceededWhenTheClientsDeadlineHasPassed() {
    Deadline passed = Deadline.after(-1, TimeUnit.SECONDS);
    Deadline far = Deadline.after(1, TimeUnit.HOURS);
    assertEquals(
        Status.Code.DEADLINE_EXCEEDED,
        GrpcErrors.of(new TimeoutException(), passed).getStatus().getCode());
    assertEquals(
        Status.Code.UNAVAILABLE, GrpcErrors.of(new TimeoutException(), far).getStatus().getCode());
  }

  @Test
  void shouldTellAllViolationsAtOnce() {
    Violations violations = new Violations();
    violations.require(true, "fine", "is fine");
    violations.require(false, "first", "is wrong");
    violations.add("second", "is missing");
    StatusRuntimeException status =
        assertThrows(StatusRuntimeException.class, violations::throwIfAny);
    assertEquals(Status.Code.INVALID_ARGUMENT, status.getStatus().getCode());
    assertEquals("first: is wrong; second: is missing", status.getStatus().getDescription());
    assertEquals(List.of("first", "second"), TestClient.fieldsOf(status));
  }
}
