import type { Note } from '../model/concept.ts';
import type { ReportPart } from '../model/report.ts';
import type { PlacedResult } from './assemble-results.ts';
import { isSettledPart } from './statements/statement.ts';

/**
 * The notes of a report's orders (NTE after OBR). They stay while a result of their message stands, and go
 * when all are superseded. A message without results keeps its notes until a settled message comes after it.
 */
export function notesOf(oldestFirst: readonly ReportPart[], results: readonly PlacedResult[]): Note[] {
  if (oldestFirst.every(({ notes }) => notes.length === 0)) return [];
  const standing = new Set(
    results.flatMap(({ stated, observation }) => (observation.status === 'W' ? [] : [stated.lead.part])),
  );
  const last = oldestFirst.findLastIndex((part) => part.observations.length > 0 && isSettledPart(part));
  const notes = oldestFirst.flatMap((part, index) =>
    (part.observations.length === 0 ? index > last : standing.has(part)) ? part.notes : [],
  );
  return [...new Map(notes.map((note) => [note.text, note])).values()];
}
