const [SEQUENCE, PERMITTED, DNS_NAME, IP_ADDRESS] = [0x30, 0xa0, 0x82, 0x87]

/**
 * The value of the extension NameConstraints that permits these names, with all below them, and these addresses, given as
 * bytes: DER, RFC 5280 section 4.2.1.10, which the library for certificates has no class for. Throws when they are too many.
 */
export function constraintsOf(names: readonly string[], addresses: readonly number[][]): Uint8Array<ArrayBuffer> {
  const permitted = [
    ...names.map((name) => tagged(DNS_NAME, [...Buffer.from(name)])),
    ...addresses.map((address) => tagged(IP_ADDRESS, [...address, ...address.map(() => 0xff)])),
  ]
  const subtrees = permitted.flatMap((name) => tagged(SEQUENCE, name))
  return Uint8Array.from(tagged(SEQUENCE, tagged(PERMITTED, subtrees)))
}

function tagged(tag: number, content: readonly number[]): number[] {
  if (content.length > 127) throw new RangeError('name constraints of more than 127 bytes')
  return [tag, content.length, ...content]
}
