// foliate-js, the engine of Foliate and of several readers for phones.
import '/npm/foliate-js/view.js'

// It waits a tenth of a second after each page, against a key held down; nobody holds one here.
const later = window.setTimeout
window.setTimeout = (work, wait, ...rest) => later(work, wait === 100 ? 0 : wait, ...rest)

const styles = ({ dark, scale }) => `
    html { font-size: ${scale}%; color-scheme: ${dark ? 'dark' : 'light'};
           color: ${dark ? '#ddd' : '#111'}; background: ${dark ? '#121212' : '#fff'} }
    a:any-link { color: ${dark ? 'lightblue' : '#00c'} }
    p, li, dd, blockquote { line-height: 1.4; hyphens: auto }`

export const open = async (address, desk, looks) => {
    const view = document.createElement('foliate-view')
    view.style.cssText = 'display: block; width: 100%; height: 100%'
    desk.append(view)
    const bytes = await (await fetch(address)).blob()
    await view.open(new File([bytes], 'book.epub', { type: 'application/epub+zip' }))
    view.renderer.setAttribute('max-column-count', 1)
    view.renderer.setStyles(styles(looks))
    await view.renderer.firstSection()
    return {
        next: () => view.next(),
        current: () => {
            const [{ doc, index }] = view.renderer.getContents()
            return { doc, index }
        },
    }
}
