import { flue, flueHook, flueLive } from '../../backends/flue/subject.ts'
import { defineScenarios } from '../../backends/stage/defineScenarios.ts'

defineScenarios(flue, 'C7')
defineScenarios(flueHook, 'C7')
defineScenarios(flueLive, 'FL5')
