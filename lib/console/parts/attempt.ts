import { AdapterError } from '../../shared/adapter-error.ts';
import { type Html, html, type Value } from './html.ts';
import { problem } from './notice.ts';

/** Reads one part of a page and shows it. A part that cannot be read says so, and the others still stand. */
export async function attempt<T>(
  what: string,
  reading: Promise<T>,
  show: (value: T) => Value,
): Promise<Awaited<Html>> {
  try {
    const value = await reading;
    return await html`${show(value)}`;
  } catch (cause) {
    if (!(cause instanceof AdapterError)) throw cause;
    return problem(
      `${what} cannot be read now.`,
      html`Reload the page to try again. <small>${cause.code}</small>`,
    );
  }
}
