'use strict';
// What Claude may use. A tool is a name, a description from which Claude learns when to use it, the
// JSON Schema of its input, and a function that gives a text. What Claude sends is data from outside:
// check it, and never let it become code, a path or a command.

module.exports = [
  {
    name: 'current_time',
    description: 'The current date and time, in UTC.',
    input_schema: { type: 'object', properties: {} },
    run: () => new Date().toISOString(),
  },
  {
    name: 'calculate',
    description: 'The value of an arithmetic expression with + - * / % ^ and parentheses.',
    input_schema: {
      type: 'object',
      properties: { expression: { type: 'string', description: 'As in "(2 + 3) * 4"' } },
      required: ['expression'],
    },
    run: ({ expression }) => calculate(expression),
  },
];

const LONGEST_EXPRESSION = 500;

// Reads the expression itself: eval would execute whatever it is given.
function calculate(expression) {
  if (typeof expression !== 'string' || expression.length > LONGEST_EXPRESSION) {
    throw new Error(`expression: expected a text of at most ${LONGEST_EXPRESSION} characters`);
  }
  const tokens = expression.match(/\d+(\.\d+)?|\S/g) ?? [];
  let next = 0;
  const value = sum();
  if (next < tokens.length) {
    throw unexpected();
  }
  return value;

  function sum() {
    let left = product();
    while (tokens[next] === '+' || tokens[next] === '-') {
      left = tokens[next++] === '+' ? left + product() : left - product();
    }
    return left;
  }

  function product() {
    let left = signed();
    while (['*', '/', '%'].includes(tokens[next])) {
      const operator = tokens[next++];
      const right = signed();
      left = operator === '*' ? left * right : operator === '/' ? left / right : left % right;
    }
    return left;
  }

  function signed() {
    if (tokens[next] === '-') {
      next++;
      return -signed();
    }
    return power();
  }

  function power() {
    const base = operand();
    if (tokens[next] === '^') {
      next++;
      return base ** signed();
    }
    return base;
  }

  function operand() {
    const token = tokens[next++];
    if (token === '(') {
      const inner = sum();
      if (tokens[next++] !== ')') {
        next--;
        throw unexpected();
      }
      return inner;
    }
    if (token === undefined || !/^\d/.test(token)) {
      next--;
      throw unexpected();
    }
    return Number(token);
  }

  function unexpected() {
    return new Error(`unexpected ${tokens[next] ? `"${tokens[next]}"` : 'end'} in the expression`);
  }
}
