/** A function that keeps its answer for each argument, for as long as the process lives. */
export function kept<Argument, Answer>(answerTo: (argument: Argument) => Answer): (argument: Argument) => Answer {
  const answers = new Map<Argument, Answer>()
  return (argument) => {
    let answer = answers.get(argument)
    if (answer === undefined) answers.set(argument, (answer = answerTo(argument)))
    return answer
  }
}
