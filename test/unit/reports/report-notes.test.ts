import { expect, test } from '@jest/globals';
import { anHour, reportOfMessages } from '../../support/report-of-messages.ts';

const said = (hour: number, code: string, status: string, ...notes: readonly string[]) =>
  anHour(
    hour,
    [
      { order: { 25: status }, results: [{ 3: code }] },
      // a note of an order stands before its results
    ].map((order) => ({ ...order, notes })),
  );

const withNote = (hour: number, code: string, status: string, note: string) => {
  const { id, bytes } = said(hour, code, status);
  const text = Buffer.from(bytes).toString('latin1').replace('\rOBX|', `\rNTE|1|L|${note}\rOBX|`);
  return { id, bytes: Buffer.from(text, 'latin1') };
};

test('a note stays as long as a result of its message stands', () => {
  const hemolysed = withNote(8, 'K', 'F', 'hemolysed');
  const notes = (...more: readonly ReturnType<typeof said>[]) =>
    reportOfMessages([hemolysed, ...more]).notes.map(({ text }) => text);
  expect(notes()).toEqual(['hemolysed']);
  expect(notes(said(9, 'NA', 'F'))).toEqual(['hemolysed']);
  expect(notes(said(9, 'K', 'C'))).toEqual([]);
  expect(notes(withNote(9, 'K', 'C', 'new tube'))).toEqual(['new tube']);
});

test('a preliminary result that comes after makes a final report partial', () => {
  expect(reportOfMessages([said(8, 'K', 'F'), said(9, 'MG', 'P')]).status).toBe('A');
  expect(reportOfMessages([said(8, 'MG', 'P'), said(9, 'K', 'F')]).status).toBe('F');
});
