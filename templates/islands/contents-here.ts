/** Marks in the contents the section that is being read: the one that lies a third down the window. */
export function startContentsHere(contents: Element): void {
  const sections = new Map<Element, Element>()
  for (const link of contents.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')) {
    const section = document.getElementById(decodeURIComponent(link.hash.slice(1)))?.closest('section')
    if (section) sections.set(section, link)
  }

  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const link = sections.get(target)
        if (isIntersecting) link?.setAttribute('aria-current', 'true')
        else link?.removeAttribute('aria-current')
      }
    },
    // A line across the window, so that one section alone can be there.
    { rootMargin: '-33% 0px -67% 0px' },
  )
  for (const section of sections.keys()) observer.observe(section)
}
