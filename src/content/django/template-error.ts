/** A template that cannot be rendered: wrong syntax, a value that does not fit, or too much work. Text for logs. */
export class TemplateError extends Error {
  constructor(message: string, line?: number) {
    super(line === undefined ? message : `line ${line}: ${message}`)
    this.name = 'TemplateError'
  }
}

/** A limit was passed: nothing in the template may catch this. */
export class LimitError extends TemplateError {}

/** An argument of a filter names a variable that does not exist; a condition catches this. */
export class UnknownVariable extends TemplateError {}
