import { flue, flueHook } from '../../backends/flue/subject.ts'
import { defineScenarios } from '../../backends/stage/defineScenarios.ts'

defineScenarios(flue, 'C7')
defineScenarios(flueHook, 'C7')
