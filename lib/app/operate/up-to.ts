/** The first items of a list that is read page by page; the rest is not read. */
export async function upTo<T>(most: number, items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of items) if (found.push(item) === most) break;
  return found;
}
