import { sluice } from '../../backends/sluice/subject.ts'
import { defineScenarios } from '../../backends/stage/defineScenarios.ts'

defineScenarios(sluice, 'C7')
