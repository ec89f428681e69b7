import { withoutEmptyEnd } from '@labwire/hl7/message/write';
import { formatTimestamp } from '@labwire/hl7/timestamp';
import type { Identifier } from '../../model/concept.ts';
import type { Patient } from '../../model/patient.ts';
import { type SpecimenWork, specimenAsked, specimenNumbers, type WorkStep } from '../../model/work.ts';
import { controlIdOf, type ReplyContext } from '../hl7/reply-context.ts';

/** The delimiters of what we send: H|\^& */
const special: ReadonlyMap<string, string> = new Map<string, string>(
  Object.entries({
    '|': '&F&',
    '\\': '&R&',
    '^': '&S&',
    '&': '&E&',
    '\r': ' ',
    '\n': ' ',
  }),
);

const put = (text: string | undefined): string =>
  (text ?? '').replaceAll(/[|\\^&\p{Cc}]/gu, (character) => special.get(character) ?? ' ');

/**
 * The answer to a Q record (LIS2-A2 §10): a P record for each specimen, and an O record for each test. L-3 is
 * F if work follows, I if there is none.
 */
export function renderAstmWork(
  work: readonly SpecimenWork[],
  { msh, now }: ReplyContext,
  scope: string,
): Uint8Array {
  const time = formatTimestamp(now).slice(0, 14);
  const found = work.filter(({ orders }) => orders.length > 0);
  const about = JSON.stringify(found.map(({ orders }) => orders.map(({ order }) => order.key)));
  const header = ['H', '\\^&', controlIdOf('ASTM', about, msh.controlId ?? ''), '', 'LABWIRE'];
  const lines = [
    [...header, '', '', '', '', put(msh.sendingApplication), '', msh.processingId ?? 'P', 'LIS2-A2', time],
    ...found.flatMap(({ asked, orders }, index) => [
      patientRecord(orders[0]?.order.patient, index + 1, scope),
      ...orders.map((step, at) => orderRecord(step, at + 1, asked)),
    ]),
    ['L', '1', found.length > 0 ? 'F' : 'I'],
  ];
  return Buffer.from(lines.map((fields) => `${withoutEmptyEnd(fields).join('|')}\r`).join(''), 'utf8');
}

/**
 * The instrument returns the patient number with its results, and ASTM has no field for the number's
 * assigner. A number of another scope is left out, because it would return as a number of this scope. The
 * result then finds its patient by the specimen.
 */
function patientRecord(patient: Patient | undefined, ordinal: number, scope: string): string[] {
  const [name] = patient?.names ?? [];
  const names = [name?.family, ...(name?.given ?? [])].map(put).join('^');
  const own = patient?.identifiers.find((id) => id.scope === scope);
  const id = put(own?.value);
  return [
    'P',
    String(ordinal),
    id,
    '',
    '',
    names,
    '',
    put(patient?.birthDate?.text.slice(0, 8)),
    put(patient?.sex),
  ];
}

/**
 * O-12 A: the test is added to those of the specimen; Q: it is control material. O-26 Q: the record answers a
 * question.
 */
function orderRecord({ order, code }: WorkStep, ordinal: number, asked: Identifier | undefined): string[] {
  const specimen = specimenAsked(order, asked);
  const id = (asked ?? specimenNumbers(specimen)[0])?.value;
  const isControl = specimen?.roles.some((role) => role !== 'P') ?? false;
  const fields: string[] = Array.from({ length: 26 }, () => '');
  const set = (number: number, text: string | undefined): void => {
    fields[number - 1] = put(text);
  };
  set(1, 'O');
  set(2, String(ordinal));
  set(3, id);
  fields[4] = `^^^${put(code)}`;
  set(6, order.priority ?? 'R');
  set(8, specimen?.collected?.text.slice(0, 14));
  set(12, isControl ? 'Q' : 'A');
  set(16, specimen?.type?.codings[0]?.code ?? specimen?.type?.text);
  set(26, 'Q');
  return fields;
}
