/** Runs a step; what it throws goes to `done`. */
export function attempt(step: () => void, done: (error: Error) => void): void {
  try {
    step()
  } catch (error) {
    done(error as Error)
  }
}
