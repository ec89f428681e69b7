import { type Html, html } from './html.ts';

/** How serious a state is. Each has its own shape and colour, and always a word. */
export type Tone = 'good' | 'attention' | 'bad' | 'neutral';

/** A state in one word. */
export const tag = (tone: Tone, word: string): Html => html`<span class="tag ${tone}">${word}</span>`;
