/** They travel in a header of the request, so a certificate tells at most so many, and so many characters in all. */
const MAX_NAMES = 20;
const MAX_LENGTH = 256;
const MAX_CHARACTERS = 1000;

const entry = /(?:, )?([\w ]+):("(?:[^"\\]|\\.)*"|[^,]*)/y;

/**
 * The DNS names and URIs among the alternative names of a certificate, as Node writes them: `DNS:a.test, URI:urn:b`.
 * Node quotes a value with a comma or another unusual character, so that it cannot look like two. Such a value is no
 * name.
 */
export function alternativeNames(text = ''): string[] {
  const names: string[] = [];
  let left = MAX_CHARACTERS;
  entry.lastIndex = 0;
  for (let found = entry.exec(text); found !== null && names.length < MAX_NAMES; found = entry.exec(text)) {
    const [, kind = '', value = ''] = found;
    const isName = (kind === 'DNS' || kind === 'URI') && value !== '' && !value.startsWith('"');
    if (!isName || value.length > Math.min(left, MAX_LENGTH)) continue;
    names.push(value);
    left -= value.length;
  }
  return names;
}
