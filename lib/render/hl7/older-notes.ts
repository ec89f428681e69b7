import type { Concept, Note, Organization, Person } from '../../model/concept.ts';
import type { Report } from '../../model/report.ts';
import type { Specimen } from '../../model/specimen.ts';
import { moment, wordsOf } from './fields.ts';

/** Notes behind OBR for receivers of versions that have no field for it. */
export const olderNotes = (report: Report): Note[] => [...specimenNotes(report), ...laboratoryNotes(report)];

/** Problems of a specimen, further specimens, and what OBR-15 has no room for: such versions have no SPM. */
const specimenNotes = ({ specimens }: Report): Note[] =>
  specimens.flatMap((specimen, index) => {
    const { rejectReasons, conditions, notes } = specimen;
    const id = specimen.fillerId ?? specimen.placerId ?? specimen.containerId;
    const said = [
      ...outsideSource(specimen, index).map(wordsOf),
      ...(index === 0 ? [] : ofFurther(specimen)),
      ...rejectReasons.map((reason) => `rejected: ${wordsOf(reason)}`),
      ...conditions.map((condition) => `condition: ${wordsOf(condition)}`),
      ...notes.map(({ text }) => text),
    ].filter((one) => one !== undefined);
    if (said.length === 0 && id === undefined) return [];
    const text = `Specimen ${[id?.value, ...said].filter((one) => one !== undefined).join(', ')}`;
    return [{ text, source: 'L', at: specimen.at ?? '' }];
  });

/** OBR-7 and OBR-15 have the time and the description of the first specimen alone. */
const ofFurther = ({ description, collected }: Specimen): (string | undefined)[] => [
  description,
  collected && `collected ${moment(collected)}`,
];

/** OBR-15 describes the first specimen, with one modifier of its place in the body and none of its type. */
function outsideSource(specimen: Specimen, index: number): readonly Concept[] {
  const { type, typeModifiers = [], bodySite, bodySiteModifiers = [] } = specimen;
  if (index === 0) return [...typeModifiers, ...bodySiteModifiers.slice(1)];
  return [type, ...typeModifiers, bodySite, ...bodySiteModifiers].filter((one) => one !== undefined);
}

/** Each laboratory with an address or a director, once: such versions have no OBX-24 and OBX-25. */
function laboratoryNotes({ observations }: Report): Note[] {
  const texts = observations.flatMap(({ performingLaboratory, director }) => {
    if (performingLaboratory?.address === undefined && director === undefined) return [];
    const said = [organizationWords(performingLaboratory), director && `director ${personWords(director)}`];
    return `Performed at: ${said.filter((one) => one !== undefined && one !== '').join(', ')}`;
  });
  return [...new Set(texts)].map((text) => ({ text, source: 'L', at: '' }));
}

const organizationWords = (one: Organization | undefined): string =>
  [
    one?.name,
    one?.id && `(${one.id.value})`,
    ...(one?.address?.lines ?? []),
    one?.address?.city,
    one?.address?.county,
    one?.address?.state,
    one?.address?.postalCode,
    one?.address?.country,
  ]
    .filter((part) => part !== undefined)
    .join(', ')
    .replace(', (', ' (');

const personWords = ({ prefix, given, family, suffix, id }: Person): string =>
  [prefix, ...given, family, suffix].filter((part) => part !== undefined).join(' ') || (id?.value ?? '');
