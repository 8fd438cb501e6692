export { writeExpression as expressionText } from '#core/expression/write.ts';
