import Records
import Testing

@testable import Charts

@Suite("finding vl-convert")
struct ChartRendererTests {
  @Test("without vl-convert one line says so, its effect and its remedy")
  func missing() async throws {
    let nowhere = ["PATH": "/nonexistent", ChartRenderer.variable: "/bin/false"]
    let error = await #expect(throws: OperationError.self) {
      try await ChartRenderer.find(environment: nowhere, program: "/nonexistent/copycost")
    }
    let text = error?.description ?? ""
    #expect(text.contains("/bin/false"))
    #expect(text.contains("tables instead of charts"))
    #expect(text.contains(ChartRenderer.variable))
    #expect(!text.contains("\n"))
  }
}
