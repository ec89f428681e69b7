import { hasAnyMark } from '@labwire/hl7/dialect/place';
import { groupResults } from '@labwire/hl7/groups/result-groups';
import type { AdmittedMessage } from '../admit/admit-message.ts';
import { messageKindOf, processingIdOf, QUALITY_CONTROL } from '../admit/message-kind.ts';
import { wordsOfRoles } from '../elements/specimen-role.ts';
import { materialOf } from './control-firewall.ts';

/** Whether a message has results of control material that decide about patients' results, by its own words: no script has run. */
export function carriesControls({ message, msh, source }: AdmittedMessage): boolean {
  const processingId = processingIdOf(msh);
  if (messageKindOf(msh) !== 'results') return false;
  if (processingId !== 'P' && processingId !== QUALITY_CONTROL) return false;
  const marks = source.instrument?.controls?.marks;
  const rules = {
    source,
    isQualityControl: processingId === QUALITY_CONTROL || hasAnyMark([message.header], marks),
    context: { roleWords: wordsOfRoles(source), instrument: source.instrument },
  };
  return groupResults(message.segments).patients.some((patient) => {
    const orphans = patient.specimens.map((specimen) => ({
      notes: [],
      others: [],
      observations: specimen.observations,
      specimens: [specimen],
    }));
    return [...patient.orders, ...orphans].some((order) => materialOf(order, patient, rules) === 'control');
  });
}
