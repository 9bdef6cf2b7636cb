// What people read.

/** One finding. */
export function told({ gate, rule, stack, resource, text }) {
  return `${gate} ${rule}: \`${stack}/${resource}\`: ${text}`;
}

/** Each mutation, and the rules that caught it. */
export function table(mutants) {
  const rows = mutants.map(({ mutation, base, expected, by }) => [
    mutation.name, `${base}${expected ? `/${expected}` : ''}`, [...new Set(by.map(({ gate, rule }) => `${gate} ${rule}`))].join(', ') || 'NOT CAUGHT',
  ]);
  const titled = [['Weakened', 'Where', 'Caught by'], ...rows];
  const widths = [0, 1].map((column) => Math.max(...titled.map((row) => row[column].length)));
  return titled.map(([what, where, by]) => `${what.padEnd(widths[0])}  ${where.padEnd(widths[1])}  ${by}`).join('\n');
}
