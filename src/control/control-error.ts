/** What the control plane refuses: a status and a sentence that says what was asked, found, and where to look. */
export class ControlError extends Error {
  readonly status: 400 | 401 | 403 | 404 | 405 | 408 | 409 | 413 | 415
  constructor(status: ControlError['status'], message: string) {
    super(message)
    this.status = status
  }
}
