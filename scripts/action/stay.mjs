// Runs beside the sandbox of a GitHub job: tells the variables that it was given in a file, and stays as long as the job.
import { renameSync, writeFileSync } from 'node:fs'

const [file] = process.argv.slice(2)
writeFileSync(`${file}.new`, JSON.stringify(process.env))
renameSync(`${file}.new`, file)
setInterval(() => {}, 2 ** 30)
