import { escapeHtml } from './escape.ts'

/** The widths of bars and gaps for the values 0–106 of Code 128 (ISO/IEC 15417), six digits each. */
const WIDTHS = (
  '212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122123221' +
  '223211221132221231213212223112312131311222321122321221312212322112322211212123212321232121111323131123131321' +
  '112313132113132311211313231113231311112133112331132131113123113321133121313121211331231131213113213311213131' +
  '311123311321331121312113312311332111314111221411431111111224111422121124121421141122141221112214112412122114' +
  '122411142112142211241211221114413111241112134111111242121142121241114212124112124211411212421112421211212141' +
  '214121412121111143111341131141114113114311411113411311113141114131311141411131211412211214211232'
).match(/.{6}/g)!
const STOP = '2331112'
const [START_B, START_C] = [104, 105]
const CODE_B_FROM = 32
const LONGEST = 80

/** The values of a text in code set B, or C when it is pairs of digits; undefined when it cannot be coded. */
function valuesOf(text: string): number[] | undefined {
  if (text === '' || text.length > LONGEST || !/^[\x20-\x7f]+$/.test(text)) return undefined
  if (/^(?:\d\d)+$/.test(text)) return [START_C, ...text.match(/../g)!.map(Number)]
  return [START_B, ...[...text].map((character) => character.charCodeAt(0) - CODE_B_FROM)]
}

/** Widths of bars and gaps in turn, beginning with a bar; undefined when the text cannot be coded. */
export function code128(text: string): number[] | undefined {
  const values = valuesOf(text)
  if (values === undefined) return undefined
  const check = values.reduce((sum, value, index) => sum + value * Math.max(index, 1), 0) % 103
  return [...[...values, check].map((value) => WIDTHS[value]!), STOP].flatMap((widths) => [...widths].map(Number))
}

const MODULE_PX = 2
const HEIGHT_PX = 60

function scaleOf(widths: readonly number[], width: number | undefined): number {
  return width === undefined ? MODULE_PX : width / widths.reduce((sum, each) => sum + each, 0)
}

const inPixels = (value: number): string => String(Math.round(value * 100) / 100)

/** A barcode of cells in a table, for mail programs that show no images; undefined for text that has none. */
export function barcodeHtml(text: string, width?: number, height = HEIGHT_PX): string | undefined {
  const widths = code128(text)
  if (widths === undefined) return undefined
  const scale = scaleOf(widths, width)
  const cells = widths.map((each, index) => {
    const colour = index % 2 === 0 ? '#000000' : '#ffffff'
    const style = `width:${inPixels(each * scale)}px;height:${inPixels(height)}px;background-color:${colour}`
    return `<td style="${style};padding:0"></td>`
  })
  return `<table cellpadding="0" cellspacing="0" border="0"><tr>${cells.join('')}</tr></table>`
}

/** A barcode as an image that carries its own data; undefined for text that has none. */
export function barcodeImage(text: string, width?: number, height = HEIGHT_PX): string | undefined {
  const widths = code128(text)
  if (widths === undefined) return undefined
  const scale = scaleOf(widths, width)
  let left = 0
  const bars: string[] = []
  widths.forEach((each, index) => {
    if (index % 2 === 0) bars.push(`<rect x="${left}" width="${each}" height="1"/>`)
    left += each
  })
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${left} 1" preserveAspectRatio="none">${bars.join('')}</svg>`
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`
  const size = `width="${inPixels(left * scale)}" height="${inPixels(height)}"`
  return `<img src="${source}" alt="${escapeHtml(text)}" ${size}>`
}
