/** A message of one order with this many results, in the form of a laboratory. */
export function aResultMessage(results: number): string {
  const lines = [
    'MSH|^~\\&|CORELIS|RIVERSIDE|LABWIRE|RIVERSIDE|20260302081500-0500||ORU^R01^ORU_R01|BENCH|P|2.5.1',
    'PID|1||700101^^^RIVERSIDE^MR||Okafor^Amara^N||19840317|F|||12 Mill Lane^^Riverside^NY^10999',
    'PV1|1|I|4W^412^A',
    'ORC|RE|P-5501^EHR|F-9001^CORELIS||CM',
    'OBR|1|P-5501^EHR|F-9001^CORELIS|24323-8^Comprehensive metabolic panel^LN|||20260302070500-0500|||||||||1881^Lindqvist^Ines^^^Dr||||||20260302081400-0500||CH|F',
  ];
  for (let index = 1; index <= results; index++)
    lines.push(
      `OBX|${index}|NM|${2000 + index}-7^Analyte ${index}^LN||${index}.5|mg/dL^^UCUM|70-99|N|||F|||20260302070500-0500`,
    );
  return `${lines.join('\r')}\r`;
}
