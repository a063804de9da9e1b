/// Version of copycost, stored with every sweep and printed by `copycost --version`.
package let copycostVersion = "0.1.0"
