// Making and updating elements. Texts are only ever set as text, so nothing that a server says becomes markup.

const SVG = 'http://www.w3.org/2000/svg';

/** An element: `h('p', { class: 'faint', onclick }, 'text', child)`. A property that is undefined or false is left out. */
export function h(name, properties = {}, ...children) {
  return fill(document.createElement(name), properties, children);
}

/** The same for drawings. */
export function svg(name, properties = {}, ...children) {
  return fill(document.createElementNS(SVG, name), properties, children);
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false || value === null) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== null));
  return element;
}

/** Sets a text only where it differs, so that nobody's selection is lost and no reader repeats itself. */
export function text(element, value) {
  if (element.textContent !== value) element.textContent = value;
}

/** Sets or removes an attribute. */
export function attribute(element, name, value) {
  if (value === undefined || value === null || value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value === true ? '' : value);
}

/**
 * Makes the children of a container follow a list. What stays keeps its element, and with it the focus.
 *
 * @param make makes the element of an item and returns `{ element, update(item) }`
 */
export function list(container, keyOf, make) {
  const known = new Map();
  return (items) => {
    const seen = new Set();
    let after = null;
    for (const item of items) {
      const key = keyOf(item);
      seen.add(key);
      if (!known.has(key)) known.set(key, make(item));
      const { element, update } = known.get(key);
      update(item);
      const place = after ? after.nextSibling : container.firstChild;
      if (element !== place) container.insertBefore(element, place);
      after = element;
    }
    for (const [key, { element }] of known) {
      if (seen.has(key)) continue;
      passFocus(element, container);
      element.remove();
      known.delete(key);
    }
  };
}

/** Who stood on what goes away stands on its neighbour, not at the beginning of the page. */
function passFocus(element, container) {
  if (!element.contains(document.activeElement)) return;
  const neighbour = element.nextElementSibling ?? element.previousElementSibling;
  const next = neighbour?.querySelector('button, a, summary') ?? container.closest('section')?.querySelector('h2');
  next?.focus();
}
