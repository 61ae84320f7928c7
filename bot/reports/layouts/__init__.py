"""The offices' Word forms as code: laid out here, written to templates/forms/ where an office may edit them in Word."""
