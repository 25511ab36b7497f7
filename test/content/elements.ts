import { parse, type DefaultTreeAdapterTypes } from 'parse5'

export type Element = DefaultTreeAdapterTypes.Element

/** The elements of HTML in order. */
export const elementsOf = (html: string): Element[] => {
  const found: Element[] = []
  const visit = (node: DefaultTreeAdapterTypes.Node): void => {
    if ('tagName' in node) found.push(node)
    if ('childNodes' in node) node.childNodes.forEach(visit)
  }
  visit(parse(html))
  return found
}
/** An attribute of an element. */
export const attributeOf = (element: Element | undefined, name: string): string | undefined =>
  element?.attrs.find((each) => each.name === name)?.value
/** The elements that have a class. */
export const ofClass = (html: string, name: string): Element[] =>
  elementsOf(html).filter((element) => (attributeOf(element, 'class') ?? '').split(' ').includes(name))
/** The targets of the links, in order. */
export const linksOf = (html: string): (string | undefined)[] =>
  elementsOf(html)
    .filter(({ tagName }) => tagName === 'a')
    .map((link) => attributeOf(link, 'href'))
