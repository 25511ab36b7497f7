/** The part of autocannon that the bench uses; it has no types of its own. */
declare module 'autocannon' {
  interface Options {
    url: string
    method: string
    headers: Record<string, string>
    connections: number
    duration: number
    requests?: { method: string; setupRequest: (request: object) => object }[]
  }
  interface Result {
    requests: { average: number }
    non2xx: number
    errors: number
  }
  export default function autocannon(options: Options): Promise<Result>
}
