import type { QueryLayout, QueryReply } from '@labwire/hl7/dialect/dialect';
import { withoutEmptyEnd } from '@labwire/hl7/message/write';
import { formatTimestamp } from '@labwire/hl7/timestamp';
import type { Identifier } from '../../model/concept.ts';
import type { Order } from '../../model/order.ts';
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

/** How the instrument's answers differ from the standard. */
interface Instrument {
  /** The numbering scheme of the instrument's numbers. */
  readonly scope: string;
  /** The layouts of its questions; a question names its layout by number. */
  readonly layouts: readonly QueryLayout[];
}

/**
 * The answer to a Q record (LIS2-A2 §10): a P record for each specimen, and an O record for each test or for all of
 * them, as the instrument wants it. L-3 is F if work follows, I if there is none.
 */
export function renderAstmWork(
  work: readonly SpecimenWork[],
  { msh, now }: ReplyContext,
  { scope, layouts }: Instrument,
): Uint8Array {
  const time = formatTimestamp(now).slice(0, 14);
  const asked = work.map((one) => ({ ...one, reply: replyFor(one, layouts) }));
  const hasWork = work.some(({ orders }) => orders.length > 0);
  const answered = asked.filter(({ orders, reply }) => orders.length > 0 || reply?.none === 'order');
  const about = JSON.stringify(
    work.filter(({ orders }) => orders.length > 0).map(({ orders }) => orders.map(({ order }) => order.key)),
  );
  const header = ['H', '\\^&', controlIdOf('ASTM', about, msh.controlId ?? ''), '', 'LABWIRE'];
  const [first] = asked;
  const lines = [
    withFields(
      [...header, '', '', '', '', put(msh.sendingApplication), '', msh.processingId ?? 'P', 'LIS2-A2', time],
      first,
      msh.controlId,
    ),
    ...answered.flatMap((one, index) => [
      patientRecord(one.orders[0]?.order.patient, index + 1, scope),
      ...orderRecords(one, msh.controlId),
    ]),
    ['L', '1', hasWork ? 'F' : 'I'],
  ];
  return Buffer.from(lines.map((fields) => `${withoutEmptyEnd(fields).join('|')}\r`).join(''), 'utf8');
}

const replyFor = ({ written }: SpecimenWork, layouts: readonly QueryLayout[]): QueryReply | undefined =>
  written === undefined ? undefined : layouts[written.layout - 1]?.reply;

/** The work of a specimen, and how the instrument wants it. */
type AskedSpecimen = SpecimenWork & { readonly reply: QueryReply | undefined };

/** The record with the texts that the instrument expects in its fields; `^` in them separates components. */
function withFields(
  record: readonly string[],
  asked: AskedSpecimen | undefined,
  controlId: string | undefined,
): readonly string[] {
  const fields = [...record];
  const components = asked?.written?.components ?? [];
  const asWritten = (text: string): string =>
    text.replaceAll(/\{(?:id|(\d+))\}/g, (_, number?: string) =>
      number === undefined ? (controlId ?? '') : (components[Number(number) - 1] ?? ''),
    );
  for (const { at, text } of asked?.reply?.fields ?? [])
    if (at.name === record[0]) {
      while (fields.length < at.field) fields.push('');
      fields[at.field - 1] = text
        .split('^')
        .map((part) => put(asWritten(part)))
        .join('^');
    }
  return fields;
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

/** The O records of one specimen. */
function orderRecords(work: AskedSpecimen, controlId: string | undefined): readonly (readonly string[])[] {
  const { asked, orders, reply } = work;
  const testOf = ({ code }: WorkStep): string => {
    const [before = '', after = ''] = (reply?.test ?? '^^^{code}').split('{code}');
    return `${before}${put(code)}${after}`;
  };
  const groups = reply?.tests === 'together' || orders.length === 0 ? [orders] : orders.map((one) => [one]);
  return groups.map((steps, index) => {
    const record = orderRecord(steps[0]?.order, index + 1, asked);
    record[4] = steps.map(testOf).join('\\');
    if (reply?.echo !== undefined) record[3] = echoed(work.written?.components ?? [], reply.echo);
    return withFields(record, work, controlId);
  });
}

/** The parts of the question that the answer repeats. */
const echoed = (components: readonly string[], echo: readonly number[]): string =>
  withoutEmptyEnd(echo.map((number) => put(components[number - 1]))).join('^');

/**
 * O-12 A: the test is added to those of the specimen; Q: it is control material. O-26 Q: the record answers a
 * question. Without an order there is no work for the specimen that was asked for.
 */
function orderRecord(order: Order | undefined, ordinal: number, asked: Identifier | undefined): string[] {
  const specimen = order === undefined ? undefined : specimenAsked(order, asked);
  const id = (asked ?? specimenNumbers(specimen)[0])?.value;
  const isControl = specimen?.roles.some((role) => role !== 'P') ?? false;
  const fields: string[] = Array.from({ length: 26 }, () => '');
  const set = (number: number, text: string | undefined): void => {
    fields[number - 1] = put(text);
  };
  set(1, 'O');
  set(2, String(ordinal));
  set(3, id);
  set(6, order?.priority ?? 'R');
  set(8, specimen?.collected?.text.slice(0, 14));
  set(12, isControl ? 'Q' : 'A');
  set(16, specimen?.type?.codings[0]?.code ?? specimen?.type?.text);
  set(26, 'Q');
  return fields;
}
