// epub.js, the engine of many readers on the web.
const load = src => new Promise((done, failed) => {
    const script = Object.assign(document.createElement('script'), { src, onload: done, onerror: failed })
    document.head.append(script)
})
await load('/npm/jszip/dist/jszip.min.js')
await load('/npm/epubjs/dist/epub.min.js')

export const open = async (address, desk, { dark, scale }) => {
    const book = window.ePub(await (await fetch(address)).arrayBuffer())
    const rendition = book.renderTo(desk, { width: '100%', height: '100%', flow: 'paginated', spread: 'none' })
    rendition.themes.default({
        html: { 'color-scheme': dark ? 'dark' : 'light' },
        body: { color: dark ? '#ddd' : '#111', background: dark ? '#121212' : '#fff' },
        'a:link': { color: dark ? 'lightblue' : '#00c' },
    })
    rendition.themes.fontSize(`${scale}%`)
    await book.ready
    await rendition.display()
    return {
        next: () => rendition.next(),
        current: () => {
            const [contents] = rendition.getContents()
            return { doc: contents.document, index: contents.sectionIndex }
        },
    }
}
